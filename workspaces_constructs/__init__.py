"""AWS CDK constructs for Amazon WorkSpaces with Active Directory."""
