# The domain answers, and its administrator can sign in. Changes nothing in it.
# A host's DHCP options name the domain's DNS servers only when everything else is there. Controllers ask them already.
if (-not (Get-WindowsFeature -Name 'AD-Domain-Services').Installed) {
    Set-NameServers $DomainName $DnsAddresses.Split(',')
}
$entry = Get-Entry (Get-Root)
Write-Output "$DomainName answers at $(Get-Controller): $($entry.distinguishedName)"
