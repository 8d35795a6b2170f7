# The domain has a site of its own for these controllers, with its subnets and a site link to the site on-premises.
$where = @{ Server = Get-Controller 389, 9389; Credential = Get-Administrator }
if (-not (Get-ADReplicationSite -Filter "Name -eq '$SiteName'" @where)) {
    New-ADReplicationSite -Name $SiteName @where
}
foreach ($subnet in $SiteSubnets.Split(',')) {
    $known = Get-ADReplicationSubnet -Filter "Name -eq '$subnet'" -Properties Site @where
    if (-not $known) {
        New-ADReplicationSubnet -Name $subnet -Site $SiteName @where
    }
    elseif ($known.Site -notlike "CN=$SiteName,*") {
        Set-ADReplicationSubnet -Identity $subnet -Site $SiteName @where
    }
}
$link = "$SiteName-$OnPremisesSite"
if (Get-ADReplicationSiteLink -Filter "Name -eq '$link'" @where) {
    Set-ADReplicationSiteLink -Identity $link -Cost ([int] $SiteLinkCost) -ReplicationFrequencyInMinutes 15 @where
}
else {
    New-ADReplicationSiteLink -Name $link -SitesIncluded $SiteName, $OnPremisesSite -Cost ([int] $SiteLinkCost) -ReplicationFrequencyInMinutes 15 -InterSiteTransportProtocol IP @where
}
