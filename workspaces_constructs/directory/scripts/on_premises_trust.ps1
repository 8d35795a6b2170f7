#Requires -Version 5.1
#Requires -RunAsAdministrator
#Requires -Modules DnsServer
<#
.SYNOPSIS
Makes this domain's half of its trust with an AWS Managed Microsoft AD, and the DNS forwarder that it needs.
.DESCRIPTION
Run it on a domain controller with DNS, as a member of Enterprise Admins. It asks for the trust password, which is in
the AWS secret named below, and may be run again: what is there already is checked and kept.
#>
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$managedDomain = '%ManagedDomain%'
$managedDns = '%ManagedDns%' -split ','
$ownDomain = '%OwnDomain%'
$direction = '%Direction%'
$trustType = '%TrustType%'
$secret = '%Secret%'

$domain = [System.DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
if ($domain.Name -ne $ownDomain) {
    throw "This computer belongs to $($domain.Name); run the script on a domain controller of $ownDomain."
}

$zone = Get-DnsServerZone -Name $managedDomain -ErrorAction SilentlyContinue
if (-not $zone) {
    Add-DnsServerConditionalForwarderZone -Name $managedDomain -MasterServers $managedDns -ReplicationScope Forest
    Write-Output "Made a conditional forwarder for $managedDomain to $($managedDns -join ', ')."
} elseif ($zone.ZoneType -ne 'Forwarder') {
    throw "DNS has a zone $managedDomain of the type $($zone.ZoneType). Remove it, then run this script again."
} elseif (Compare-Object @($zone.MasterServers | ForEach-Object { "$_" }) $managedDns) {
    Set-DnsServerConditionalForwarderZone -Name $managedDomain -MasterServers $managedDns
    Write-Output "Changed the conditional forwarder for $managedDomain to $($managedDns -join ', ')."
} else {
    Write-Output "The conditional forwarder for $managedDomain is as it should be."
}

$closed = foreach ($server in $managedDns) {
    foreach ($port in 53, 88, 135, 389, 445, 464, 636, 3268) {
        $answer = Test-NetConnection -ComputerName $server -Port $port -WarningAction SilentlyContinue
        if (-not $answer.TcpTestSucceeded) { "${server}:$port" }
    }
}
if ($closed) {
    throw "No answer from $($closed -join ', '). Check routes, firewalls and the directory's security group."
}
$null = Resolve-DnsName -Name "_ldap._tcp.dc._msdcs.$managedDomain" -Type SRV
Write-Output "$managedDomain is found and answers."

if ($trustType -eq 'Forest') {
    $side = [System.DirectoryServices.ActiveDirectory.Forest]::GetCurrentForest()
    if ($side.RootDomain.Name -ne $ownDomain) {
        throw "A forest trust is made in the root domain, $($side.RootDomain.Name), not in $ownDomain."
    }
} else {
    $side = $domain
}
$trust = $side.GetAllTrustRelationships() | Where-Object { $_.TargetName -eq $managedDomain }
if (-not $trust) {
    $typed = Read-Host -AsSecureString -Prompt "Trust password (AWS Secrets Manager, $secret)"
    $password = [System.Net.NetworkCredential]::new('', $typed).Password
    $side.CreateLocalSideOfTrustRelationship($managedDomain, $direction, $password)
    Write-Output "Made the $direction trust with $managedDomain."
} elseif ("$($trust.TrustDirection)" -ne $direction) {
    throw "The trust with $managedDomain is $($trust.TrustDirection), not $direction. Delete it, then run this again."
} else {
    Write-Output "The $direction trust with $managedDomain exists. If its password differs, delete it and run this again."
}
Write-Output 'AWS looks for this half every minute while its stack waits, and otherwise with the stack''s next update.'
