#!/usr/bin/env bash
# Synthesizes every example with CloudFormation's validation (and cdk-nag where the app asks for it) failing the synth, then
# lints the templates with cfn-lint. Needs `npm run bundle`, Python 3 with venv, and the package index the first time.
set -euo pipefail
cd "$(dirname "$0")/.."
out=cdk.out.examples
requirements=scripts/cfn-lint.requirements.txt
home=node_modules/.cache/cfn-lint

rm -rf "$out"
for app in examples/*/app.ts; do
  name=$(basename "$(dirname "$app")")
  echo "synthesizing $name"
  # The example that `cdk deploy` deploys is synthesized by the root's own cdk.json, which adds cdk-nag.
  if [ "$name" = fraud-detection ]; then command=(); else command=(--app "npx tsx --conditions=bluegreen-source $app"); fi
  npx cdk synth --quiet --strict --no-notices "${command[@]}" --output "$out/$name"
done
echo "synthesizing fraud-detection behind gateways"
npx cdk synth --quiet --strict --no-notices --context gateway=true --output "$out/fraud-detection-gateway"
echo "synthesizing recommender-sagemaker behind one endpoint name"
npx cdk synth --quiet --strict --no-notices --app "npx tsx --conditions=bluegreen-source examples/recommender-sagemaker/app.ts" \
  --context routing=variant-weights --output "$out/recommender-sagemaker-variants"
echo "synthesizing llm-service with a judge"
npx cdk synth --quiet --strict --no-notices --app "npx tsx --conditions=bluegreen-source examples/llm-service/app.ts" \
  --context judge=true --output "$out/llm-service-judge"

# Made anew when the pin changes; the stamp is written last, so that a broken installation is not taken for a whole one.
if ! cmp -s "$requirements" "$home/installed.txt"; then
  python3 -m venv --clear "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
  cp "$requirements" "$home/installed.txt"
fi
# W3005, a DependsOn that a reference implies: CDK adds them for every policy, and needless is not wrong.
"$home/bin/cfn-lint" --non-zero-exit-code informational --regions us-east-1 eu-west-1 --ignore-checks W3005 \
  --template "$out"/*/*.template.json
echo "cfn-lint: $(ls "$out"/*/*.template.json | wc -l) templates clean"
