"""Serves S3 on a free port, with one bucket and one key that may use it, until it is ended.

The server is moto, which checks signatures and rights once it is told to. The first line says where it listens; the bucket
and the key have the names that the tests know.
"""

import json
import os
import threading

# Its own calls below must not look for real credentials.
os.environ.update(AWS_ACCESS_KEY_ID="first", AWS_SECRET_ACCESS_KEY="first", AWS_EC2_METADATA_DISABLED="true")

import boto3  # noqa: E402
from moto import settings  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

BUCKET = "parlour-tests"
RIGHTS = ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]


def key_for(iam, name, rights):
    """A key whose holder may do this in any bucket."""
    statement = {"Effect": "Allow", "Action": rights, "Resource": "arn:aws:s3:::*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="files", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return f"{key['AccessKeyId']} {key['SecretAccessKey']}"


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    here = {"endpoint_url": address, "region_name": "us-east-1"}
    boto3.client("s3", **here).create_bucket(Bucket=BUCKET)
    iam = boto3.client("iam", **here)
    keys = key_for(iam, "parlour", RIGHTS), key_for(iam, "reader", ["s3:GetObject"])
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    print(f"listening on {address} {BUCKET} {' '.join(keys)}", flush=True)
    threading.Event().wait()


main()
