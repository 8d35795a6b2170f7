# Installs FreeRADIUS and starts it; every step may run again, which it does at every start of the instance.
set -a; . /etc/workspaces-radius/environment; set +a
# The directory's DNS servers, which DHCP names, are not for these servers: they ask the VPC's own resolver.
systemctl restart systemd-resolved
# A server that starts again needs no repositories.
rpm --quiet -q freeradius || dnf -y -q install freeradius
install -d -m 0750 -o root -g radiusd /run/workspaces-radius
install -d -m 0700 -o radiusd -g radiusd /var/lib/workspaces-radius
rm -f /etc/raddb/sites-enabled/* /etc/raddb/mods-enabled/eap
install -m 0640 -o root -g radiusd /etc/workspaces-radius/site.conf /etc/raddb/sites-enabled/workspaces
install -m 0640 -o root -g radiusd /etc/workspaces-radius/module.conf /etc/raddb/mods-enabled/workspaces_totp
systemctl daemon-reload
# Without the shared secret there is nobody to answer; the timer goes on trying.
systemctl enable --now workspaces-radius-refresh.timer
RESTART= /usr/bin/python3 /etc/workspaces-radius/refresh.py || true
/usr/sbin/radiusd -C
systemctl enable radiusd
systemctl restart radiusd
