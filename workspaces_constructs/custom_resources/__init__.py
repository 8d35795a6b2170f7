"""Resources that CloudFormation lacks: one provider per stack, one policy and one module of Lambda code per kind."""
