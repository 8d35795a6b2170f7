# This host is a domain controller, global catalog and DNS server of the domain. Restarts, and is then run again.
if (Test-DomainController) {
    Write-Output 'This host is a domain controller.'
    exit 0
}
$settings = @{
    DomainName = $DomainName
    SiteName = $SiteName
    # The site was made there; others learn of it later.
    ReplicationSourceDC = Get-Controller 389, 9389
    Credential = Get-Administrator
    SafeModeAdministratorPassword = Get-SecureField $RestoreModeSecretArn 'password'
    InstallDns = $true
    NoGlobalCatalog = $false
    DatabasePath = 'D:\NTDS'
    LogPath = 'D:\NTDS'
    SysvolPath = 'D:\SYSVOL'
    NoRebootOnCompletion = $true
    Force = $true
}
$result = Install-ADDSDomainController @settings
if ($result.Status -ne 'Success') {
    throw "Install-ADDSDomainController : $($result.Message)"
}
exit 3010
