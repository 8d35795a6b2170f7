// Everything goes through the proxies, but what is inside. Old JScript reads this too, and no name is looked up.
var PROXIES = $proxies;
var INSIDE_DOMAINS = $inside_domains;
var INSIDE_NETWORKS = $inside_networks;

function asNumber(address) {
  var parts = address.split(".");
  return ((parts[0] * 256 + parts[1] * 1) * 256 + parts[2] * 1) * 256 + parts[3] * 1;
}

function FindProxyForURL(url, host) {
  var i, name = host.toLowerCase().replace(/\.$$/, "");
  if (/^\d+\.\d+\.\d+\.\d+$$/.test(name)) {
    for (i = 0; i < INSIDE_NETWORKS.length; i++) {
      var first = asNumber(INSIDE_NETWORKS[i][0]);
      if (asNumber(name) >= first && asNumber(name) < first + INSIDE_NETWORKS[i][1]) {
        return "DIRECT";
      }
    }
    return PROXIES;
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
  return PROXIES;
}
