# The domain has the user, enabled, with the first password of the secret; its names are kept as they are given here.
$unfinished = "$Mark (no password yet)"
$user = Find-Entry (Get-Root) "(sAMAccountName=$UserName)"
if (-not $user) {
    $user = (Get-Entry "CN=Users,$(Get-Root)").Children.Add("CN=$UserName", 'user')
    $user.Properties['sAMAccountName'].Value = $UserName
    $user.Properties['userPrincipalName'].Value = "$UserName@$DomainName"
    $user.Properties['info'].Value = $unfinished
    $user.CommitChanges()
}
$made = [string] $user.Properties['info'].Value
if ($made -ne $Mark -and $made -ne $unfinished) {
    throw "A user $UserName exists in $DomainName already, and this resource did not make it."
}
$names = @{ givenName = $GivenName; sn = $Surname; mail = $Email }
foreach ($name in $names.Keys) {
    if ($names[$name]) {
        $user.Properties[$name].Value = $names[$name]
    }
    else {
        $user.Properties[$name].Clear()
    }
}
$user.CommitChanges()
if ($made -eq $unfinished) {
    $user.Invoke('SetPassword', @(Get-SecretField $UserSecretArn 'password'))
    $user.Properties['userAccountControl'].Value = 512
    $user.Properties['info'].Value = $Mark
    $user.CommitChanges()
}
