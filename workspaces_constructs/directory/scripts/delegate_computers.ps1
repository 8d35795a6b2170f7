# The account may create and delete computers in the organizational unit, and read and write their attributes.
# An account of another domain is known by its security identifier only.
if ($AccountName -match '^S-1-5-21-') {
    $sid = New-Object System.Security.Principal.SecurityIdentifier -ArgumentList $AccountName
} else {
    $account = Find-Entry (Get-Root) "(sAMAccountName=$AccountName)"
    if (-not $account) {
        throw "Cannot find an account $AccountName in $DomainName."
    }
    $sid = New-Object System.Security.Principal.SecurityIdentifier -ArgumentList $account.Properties['objectSid'].Value, 0
}
$computer = [Guid] 'bf967a86-0de6-11d0-a285-00aa003049e2'
$resetPassword = [Guid] '00299570-246d-11d0-a768-00aa006e0529'
$unit = Get-Entry $OrganizationalUnit
$unit.Options.SecurityMasks = [System.DirectoryServices.SecurityMasks] 'Dacl'
$security = $unit.ObjectSecurity
$here = @('CreateChild, DeleteChild', 'Allow', $computer, 'All')
$below = @('ReadProperty, WriteProperty, Self', 'Allow', 'Descendents', $computer)
$reset = @('ExtendedRight', 'Allow', $resetPassword, 'Descendents', $computer)
foreach ($right in $here, $below, $reset) {
    $rule = New-Object System.DirectoryServices.ActiveDirectoryAccessRule -ArgumentList (@($sid) + $right)
    $security.AddAccessRule($rule)
}
$unit.CommitChanges()
