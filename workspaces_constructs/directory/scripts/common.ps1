# What every script of this folder that runs on a host begins with.
$ErrorActionPreference = 'Stop'
trap {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}

# A field of a JSON secret, read as the host's own role.
function Get-SecretField($Arn, $Field) {
    $region = $Arn.Split(':')[3]
    $fields = (Get-SECSecretValue -SecretId $Arn -Region $region).SecretString | ConvertFrom-Json
    if (-not $fields.$Field) {
        throw "The secret $Arn has no field $Field."
    }
    return [string] $fields.$Field
}

function Get-SecureField($Arn, $Field) {
    return ConvertTo-SecureString -String (Get-SecretField $Arn $Field) -AsPlainText -Force
}

# The administrator of the domain.
function Get-Administrator() {
    $user = Get-SecretField $AdministratorSecretArn 'username'
    if ($user -notmatch '[\\@]') {
        $user = "$user@$DomainName"
    }
    $password = Get-SecureField $AdministratorSecretArn 'password'
    return New-Object System.Management.Automation.PSCredential -ArgumentList $user, $password
}

# Names of a domain and below it are asked of these servers, whatever DHCP or the adapter says. Tasks run side by side.
function Set-NameServers($Domain, $Servers) {
    $wanted = $Servers -join ','
    $known = @(Get-DnsClientNrptRule | Where-Object { $_.Namespace -contains ".$Domain" })
    foreach ($rule in $known) {
        if (($rule.NameServers -join ',') -ne $wanted) {
            Remove-DnsClientNrptRule -Name $rule.Name -Force
        }
    }
    if (-not ($known | Where-Object { ($_.NameServers -join ',') -eq $wanted })) {
        Add-DnsClientNrptRule -Namespace $Domain, ".$Domain" -NameServers $Servers
        Clear-DnsClientCache
    }
}

function Test-Port($Name, $Port) {
    $client = New-Object System.Net.Sockets.TcpClient
    try {
        return $client.ConnectAsync($Name, $Port).Wait(3000)
    }
    catch {
        return $false
    }
    finally {
        $client.Close()
    }
}

# A domain controller that one of the DNS servers knows and that answers on these TCP ports; a script asks for it once.
$controllers = @{}
function Get-Controller($Ports = @(389)) {
    $wanted = $Ports -join ', '
    if ($controllers[$wanted]) {
        return $controllers[$wanted]
    }
    $tried = @()
    foreach ($address in $DnsAddresses.Split(',')) {
        $known = Resolve-DnsName -Name "_ldap._tcp.dc._msdcs.$DomainName" -Type SRV -Server $address -ErrorAction SilentlyContinue |
            Where-Object { $_.Type -eq 'SRV' } | Sort-Object -Property 'Priority', 'NameTarget'
        foreach ($name in @($known | Select-Object -ExpandProperty 'NameTarget')) {
            if ($tried -contains $name) {
                continue
            }
            $closed = @($Ports | Where-Object { -not (Test-Port $name $_) } | Select-Object -First 1)
            if (-not $closed) {
                $controllers[$wanted] = $name
                return $name
            }
            $tried += $name
        }
    }
    if ($tried) {
        throw "No domain controller of $DomainName answers on TCP $wanted. Tried: $($tried -join ', '). One of them must be reachable: look at routes, firewalls, and the cidrs of the on-premises domain."
    }
    throw "An Active Directory domain controller (AD DC) for the domain $DomainName could not be contacted. DNS servers asked: $DnsAddresses."
}

# 4 and 5 are domain controllers, 3 a member server, 2 a server of no domain.
function Test-DomainController() {
    return (Get-CimInstance -ClassName Win32_ComputerSystem).DomainRole -ge 4
}

# An object of the directory by LDAP, which Simple AD answers too; it has no Active Directory web services.
function Get-Entry($Path) {
    $account = (Get-Administrator).GetNetworkCredential()
    $name = if ($account.Domain) { "$($account.Domain)\$($account.UserName)" } else { $account.UserName }
    $kind = [System.DirectoryServices.AuthenticationTypes] 'Secure, Sealing, Signing'
    $entry = New-Object System.DirectoryServices.DirectoryEntry -ArgumentList "LDAP://$(Get-Controller)/$Path", $name, $account.Password, $kind
    $entry.RefreshCache()
    return $entry
}

# The first object that an LDAP filter finds, or nothing.
function Find-Entry($Base, $Filter) {
    $searcher = New-Object System.DirectoryServices.DirectorySearcher -ArgumentList (Get-Entry $Base), $Filter
    $found = $searcher.FindOne()
    if ($found) {
        return $found.GetDirectoryEntry()
    }
}

function Get-Root() {
    return ($DomainName.Split('.') | ForEach-Object { "DC=$_" }) -join ','
}
