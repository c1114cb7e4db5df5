package cap

import (
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"

	"github.com/beevik/etree"
	dsiglib "github.com/russellhaering/goxmldsig"
)

// Sign writes the message with an enveloped signature as its last element
// (section 3.3.4.1): RSA with SHA-256, exclusive canonical XML, the
// certificate inside. The bytes must not be changed afterwards.
func (m Message) Sign(key tls.Certificate) ([]byte, error) {
	if _, err := m.XML(); err != nil {
		return nil, err
	}
	// The library writes ECDSA signatures as ASN.1, where XML Signature asks for
	// the two numbers side by side; other programs would refuse them.
	signer, ok := key.PrivateKey.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("sign warning %s: the key is not an RSA key", m.Identifier)
	}
	ctx, err := dsiglib.NewSigningContext(signer, key.Certificate)
	if err != nil {
		return nil, fmt.Errorf("sign warning %s: %w", m.Identifier, err)
	}
	ctx.Canonicalizer = dsiglib.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signed, err := ctx.SignEnveloped(m.element())
	if err != nil {
		return nil, fmt.Errorf("sign warning %s: %w", m.Identifier, err)
	}
	b, err := document(signed).WriteToBytes()
	if err != nil {
		return nil, fmt.Errorf("sign warning %s: %w", m.Identifier, err)
	}
	return b, Check(b)
}

// Verify checks that the whole message is signed by the holder of the
// certificate.
func Verify(message []byte, by *x509.Certificate) error {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(message); err != nil {
		return fmt.Errorf("verify warning: %w", err)
	}
	ctx := dsiglib.NewDefaultValidationContext(&dsiglib.MemoryX509CertificateStore{Roots: []*x509.Certificate{by}})
	if _, err := ctx.Validate(doc.Root()); err != nil {
		return fmt.Errorf("verify warning: %w", err)
	}
	return nil
}
