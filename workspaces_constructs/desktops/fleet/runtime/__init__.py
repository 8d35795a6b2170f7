"""The code of a fleet's function: standard library and boto3 only.

It imports nothing of the library around it, and is sent to AWS Lambda as it stands here.
"""
