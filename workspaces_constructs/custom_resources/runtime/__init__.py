"""The Lambda code behind the custom resources: standard library and boto3 only.

One module per kind of resource. A kind never makes an AWS call when CloudFormation's event arrives
(``handler.on_event``); all work happens in ``handler.is_complete``, which the waiter calls again and again: each call
looks at what exists, does what can be done now and says whether it is done. No state is kept, so a killed call loses
nothing.
"""
