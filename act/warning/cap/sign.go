package cap

import (
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
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
	signed, err := envelope(m.element(), key)
	if err != nil {
		return nil, fmt.Errorf("sign warning %s: %w", m.Identifier, err)
	}
	return signed, Check(signed)
}

// SignDocument puts the same signature into another XML document, such as the
// feed that lists messages (RFC 4287, section 5.1). Equal bytes give equal bytes.
func SignDocument(xml []byte, key tls.Certificate) ([]byte, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(xml); err != nil {
		return nil, fmt.Errorf("sign a document: %w", err)
	}
	signed, err := envelope(doc.Root(), key)
	if err != nil {
		return nil, fmt.Errorf("sign a document: %w", err)
	}
	return signed, nil
}

// envelope signs an element as a whole and writes it.
func envelope(e *etree.Element, key tls.Certificate) ([]byte, error) {
	// The library writes ECDSA signatures as ASN.1, where XML Signature asks for
	// the two numbers side by side; other programs would refuse them.
	signer, ok := key.PrivateKey.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("the key is not an RSA key")
	}
	ctx, err := dsiglib.NewSigningContext(signer, key.Certificate)
	if err != nil {
		return nil, err
	}
	ctx.Canonicalizer = dsiglib.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signed, err := ctx.SignEnveloped(e)
	if err != nil {
		return nil, err
	}
	return document(signed).WriteToBytes()
}

// Verify checks that the whole message or document is signed by the holder of the
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
