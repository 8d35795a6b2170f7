# The domain has the organizational unit, and the ones above it.
$root = Get-Root
$parts = $OrganizationalUnit.Substring(0, $OrganizationalUnit.Length - $root.Length - 1) -split '(?<!\\),'
$parent = $root
foreach ($part in $parts[($parts.Count - 1)..0]) {
    $path = "$part,$parent"
    if (-not (Find-Entry $root "(distinguishedName=$path)")) {
        $unit = (Get-Entry $parent).Children.Add($part, 'organizationalUnit')
        $unit.Properties['description'].Value = $Mark
        $unit.CommitChanges()
    }
    $parent = $path
}
