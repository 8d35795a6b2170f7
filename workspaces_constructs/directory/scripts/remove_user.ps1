# The user goes if it was made here.
$user = Find-Entry (Get-Root) "(sAMAccountName=$UserName)"
if ($user -and ([string] $user.Properties['info'].Value) -in $Mark, "$Mark (no password yet)") {
    $user.DeleteTree()
}
