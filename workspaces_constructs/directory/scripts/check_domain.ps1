# The domain answers, and its administrator can sign in. Changes nothing.
$entry = Get-Entry (Get-Root)
Write-Output "$DomainName answers at $(Get-Controller): $($entry.distinguishedName)"
