import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fraudDetection } from '../examples/fraud-detection/app';

const app = new App();
fraudDetection(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
