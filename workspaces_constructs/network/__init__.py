"""The VPC, its subnets and their ways out, and what joins it to other networks."""
