"""Signs requests with botocore: reads a list of them from stdin, as JSON, and writes the lists of headers."""

import datetime
import json
import sys

import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

payload = json.load(sys.stdin)


def at(milliseconds):
    return datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.timezone.utc)


def signed(order):
    now = at(order["now"])
    # Its clock: one function of newer releases, the module's datetime of older ones.
    if hasattr(botocore.auth, "get_current_datetime"):
        botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now.replace(tzinfo=None) if remove_tzinfo else now
    else:
        class Fixed(datetime.datetime):
            @classmethod
            def utcnow(cls):
                return now.replace(tzinfo=None)

        botocore.auth.datetime.datetime = Fixed
    keys = Credentials(order["accessKeyId"], order["secretAccessKey"], order.get("sessionToken"))
    headers = {name: value for name, value in order["headers"].items() if name != "host"}
    url = f"https://{order['headers']['host']}{order['path']}"
    request = AWSRequest(order["method"], url, headers=headers, data=bytes.fromhex(order["body"]))
    signer = botocore.auth.S3SigV4Auth if order["service"] == "s3" else botocore.auth.SigV4Auth
    signer(keys, order["service"], order["region"]).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


def invocations():
    """Whether botocore's own model lets the operations be sent without the body being signed."""
    model = botocore.session.get_session().get_service_model("sagemaker-runtime")
    names = ["InvokeEndpoint", "InvokeEndpointWithResponseStream"]
    return {
        "signingName": model.signing_name,
        "authTypes": [model.operation_model(name).auth_type for name in names],
        "unsigned": [bool(model.operation_model(name).unsigned_payload) for name in names],
    }


json.dump({"signed": [signed(order) for order in payload], "invocations": invocations()}, sys.stdout)
