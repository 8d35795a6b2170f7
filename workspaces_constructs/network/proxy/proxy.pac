// Everything goes through the proxies, but what is inside. Old JScript reads this too. Names are looked up only where
// desktops reach websites of your own themselves, which may have any name.
var PROXIES = $proxies;
var INSIDE_DOMAINS = $inside_domains;
var INSIDE_NETWORKS = $inside_networks;
var WEBSITES = $websites;

function asNumber(address) {
  var parts = address.split(".");
  return ((parts[0] * 256 + parts[1] * 1) * 256 + parts[2] * 1) * 256 + parts[3] * 1;
}

function isIn(networks, address) {
  for (var i = 0; i < networks.length; i++) {
    var first = asNumber(networks[i][0]);
    if (asNumber(address) >= first && asNumber(address) < first + networks[i][1]) {
      return true;
    }
  }
  return false;
}

function FindProxyForURL(url, host) {
  var i, address, name = host.toLowerCase().replace(/\.$$/, "");
  if (/^\d+\.\d+\.\d+\.\d+$$/.test(name)) {
    return isIn(INSIDE_NETWORKS, name) ? "DIRECT" : PROXIES;
  }
  if (name.indexOf(".") < 0 && name.indexOf(":") < 0) {
    return "DIRECT";
  }
  for (i = 0; i < INSIDE_DOMAINS.length; i++) {
    var suffix = "." + INSIDE_DOMAINS[i];
    if (("." + name).slice(-suffix.length) === suffix) {
      return "DIRECT";
    }
  }
  if (WEBSITES.length > 0 && name.indexOf(":") < 0) {
    address = dnsResolve(name);
    if (address && isIn(WEBSITES, address)) {
      return "DIRECT";
    }
  }
  return PROXIES;
}
