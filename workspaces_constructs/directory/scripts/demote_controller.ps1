# This host is no domain controller any more; nothing is forced. Restarts, and is then run again.
if (-not (Test-DomainController)) {
    Write-Output 'This host is no domain controller.'
    exit 0
}
$settings = @{
    Credential = Get-Administrator
    LocalAdministratorPassword = Get-SecureField $RestoreModeSecretArn 'password'
    RemoveApplicationPartitions = $true
    NoRebootOnCompletion = $true
    Force = $true
}
$result = Uninstall-ADDSDomainController @settings
if ($result.Status -ne 'Success') {
    throw "Uninstall-ADDSDomainController : $($result.Message)"
}
exit 3010
