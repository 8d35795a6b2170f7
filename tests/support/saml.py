"""An identity provider and a certificate authority, as texts."""

METADATA = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/desktops">'
    '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">'
    f"<X509Certificate>{'MIID' * 250}</X509Certificate></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>"
)
PROVIDER = "arn:aws:iam::111122223333:saml-provider/idp"
SIGN_IN = "https://idp.example.com/desktops"
AUTHORITY = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/12345678-90ab-cdef-1234-567890abcdef"
