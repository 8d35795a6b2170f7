# The remote administration tools are installed.
Install-WindowsFeature -Name 'RSAT-ADDS', 'RSAT-AD-PowerShell', 'RSAT-DNS-Server', 'GPMC' | Out-Null
