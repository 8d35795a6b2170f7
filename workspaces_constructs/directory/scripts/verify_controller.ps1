# The controller answers, shares SYSVOL and replicates; what no domain knows it asks Amazon's DNS server.
$deadline = (Get-Date).AddMinutes(15)
do {
    $missing = @()
    if (-not (Resolve-DnsName -Name "_ldap._tcp.dc._msdcs.$DomainName" -Type SRV -Server 127.0.0.1 -ErrorAction SilentlyContinue)) {
        $missing += "the SRV records of $DomainName in its DNS"
    }
    foreach ($share in 'SYSVOL', 'NETLOGON') {
        if (-not (Get-SmbShare -Name $share -ErrorAction SilentlyContinue)) {
            $missing += "the share $share"
        }
    }
    $failures = @(Get-ADReplicationFailure -Target localhost -ErrorAction SilentlyContinue | Where-Object { $_.FailureCount -gt 0 })
    if ($failures.Count -gt 0) {
        $missing += "replication with $($failures[0].Partner)"
    }
    if ($missing.Count -eq 0) {
        break
    }
    Start-Sleep -Seconds 20
} while ((Get-Date) -lt $deadline)
if ($missing.Count -gt 0) {
    throw "Fifteen minutes after its promotion the controller lacks: $($missing -join '; ')."
}
Set-DnsServerForwarder -IPAddress 169.254.169.253
Write-Output 'DNS, SYSVOL and replication work.'
