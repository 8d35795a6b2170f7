#Requires -Version 5.1
#Requires -Modules ActiveDirectory
<#
.SYNOPSIS
Gives the service account of an AD Connector the rights that WorkSpaces need, on one OU, and no others.
.DESCRIPTION
Run it as an administrator of the domain where the RSAT tools for Active Directory are installed. It may be run again:
rights that are there already are not given twice.
#>
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$domain = '%Domain%'
$account = '%Account%'
$ou = '%Ou%'
$readable = '%Readable%'

$user = Get-ADUser -Identity $account -Server $domain
$trustee = "$((Get-ADDomain -Server $domain).NetBIOSName)\$($user.SamAccountName)"
$null = Get-ADObject -Identity $ou -Server $domain
$null = Get-ADObject -Identity $readable -Server $domain
$controller = (Get-ADDomainController -Discover -DomainName $domain -Writable).HostName[0]

$rights = @(
    @{ On = $ou; For = 'T'; Right = 'CCDC;computer'; What = 'create and delete computers' }
    @{ On = $ou; For = 'S'; Right = 'CA;Reset Password;computer'; What = 'reset passwords of computers' }
    @{ On = $ou; For = 'S'; Right = 'RPWP;Account Restrictions;computer'; What = 'enable and disable computers' }
    @{ On = $ou; For = 'S'; Right = 'WS;Validated write to DNS host name;computer'; What = 'set DNS names' }
    @{ On = $ou; For = 'S'; Right = 'WS;Validated write to service principal name;computer'; What = 'set SPNs' }
    @{ On = $ou; For = 'S'; Right = 'RPWP;description;computer'; What = 'describe computers' }
    @{ On = $ou; For = 'S'; Right = 'RPWP;displayName;computer'; What = 'name computers' }
    @{ On = $ou; For = 'S'; Right = 'RPWP;sAMAccountName;computer'; What = 'set logon names of computers' }
    @{ On = $readable; For = 'S'; Right = 'GR;;user'; What = 'read users' }
    @{ On = $readable; For = 'S'; Right = 'GR;;group'; What = 'read groups' }
)
foreach ($right in $rights) {
    $said = & dsacls.exe "\\$controller\$($right.On)" "/I:$($right.For)" /G "${trustee}:$($right.Right)" 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "dsacls could not allow $account to $($right.What) in $($right.On): $($said -join ' ')"
    }
    Write-Output "$account may $($right.What) in $($right.On)."
}
Write-Output "Done. $account can join desktops in $ou; it is no administrator of them."
