# The organizational unit goes if it was made here and nothing is in it; otherwise it stays, and says why.
$unit = Find-Entry (Get-Root) "(distinguishedName=$OrganizationalUnit)"
if (-not $unit) {
    Write-Output 'The organizational unit does not exist.'
}
elseif ($unit.Properties['description'].Value -ne $Mark) {
    Write-Output 'The organizational unit was not made here and stays.'
}
elseif (@($unit.Children).Count -gt 0) {
    Write-Output 'The organizational unit is not empty and stays.'
}
else {
    $unit.DeleteTree()
}
