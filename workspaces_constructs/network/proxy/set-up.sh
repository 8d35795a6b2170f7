#!/bin/bash
# Runs once on a new proxy; what fails is signalled, and the Auto Scaling group does not count the instance.
set -euo pipefail
set -a; . /etc/workspaces-proxy/environment; set +a
trap '/opt/aws/bin/cfn-signal --success false --region "$AWS_REGION" --stack "$STACK" --resource "$RESOURCE" || true' ERR

# The directory's DNS servers, which DHCP names, are not for proxies: these ask the VPC's own resolver.
systemctl restart systemd-resolved
dnf -y -q install squid amazon-cloudwatch-agent aws-cfn-bootstrap

install -m 0644 /etc/workspaces-proxy/squid.conf "$SQUID_CONFIGURATION"
/usr/bin/python3 /etc/workspaces-proxy/refresh.py
systemctl daemon-reload
systemctl enable --now squid workspaces-proxy-pac.service workspaces-proxy-refresh.timer
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \
  -c file:/etc/workspaces-proxy/cloudwatch-agent.json

for port in "$PROXY_PORT" "$PAC_PORT"; do
  timeout 60 bash -c "until : < /dev/tcp/127.0.0.1/$port; do sleep 1; done" 2> /dev/null
done
/opt/aws/bin/cfn-signal --success true --region "$AWS_REGION" --stack "$STACK" --resource "$RESOURCE"
