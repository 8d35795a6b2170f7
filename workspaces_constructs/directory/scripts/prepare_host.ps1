# The data volume has a letter, the host asks the domain's DNS servers (AWS's for AWS), and the roles are installed.
if (-not (Test-Path -Path 'D:\')) {
    $disk = Get-Disk | Where-Object { $_.PartitionStyle -eq 'RAW' } | Sort-Object -Property Number | Select-Object -First 1
    if (-not $disk) {
        throw 'There is no data volume for NTDS and SYSVOL.'
    }
    Initialize-Disk -Number $disk.Number -PartitionStyle GPT
    New-Partition -DiskNumber $disk.Number -UseMaximumSize -DriveLetter D | Format-Volume -FileSystem NTFS -NewFileSystemLabel 'AD' -Confirm:$false | Out-Null
}
# The domain's DNS servers do not know the endpoints of AWS in this VPC, without which nothing more would be run here.
Set-NameServers 'amazonaws.com' @('169.254.169.253')
if (-not (Test-DomainController)) {
    Get-NetAdapter -Physical | Where-Object { $_.Status -eq 'Up' } |
        Set-DnsClientServerAddress -ServerAddresses $DnsAddresses.Split(',')
}
$installed = Install-WindowsFeature -Name 'AD-Domain-Services', 'DNS', 'RSAT-AD-PowerShell', 'RSAT-DNS-Server' -IncludeManagementTools
if ($installed.RestartNeeded -eq 'Yes') {
    exit 3010
}
