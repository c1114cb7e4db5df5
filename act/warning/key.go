package warning

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"

	"thanhdong/act/warning/cap"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// The key that signs: RSA, because every program that reads CAP knows it.
const (
	keyBits = 3072
	keyLife = 10 * 365 * 24 * time.Hour
)

// key gives the key that signs. The first caller makes it; of two who make one at
// once the first stored is the province's.
func (ws *Warnings) key(ctx context.Context) (tls.Certificate, error) {
	certificate, private, err := ws.storedKey(ctx)
	if fault.Is(err, fault.NotFound) {
		if certificate, private, err = newKey(ws.sender, ws.d.Now()); err != nil {
			return tls.Certificate{}, fmt.Errorf("make the key of warnings: %w", err)
		}
		err = ws.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO warning_key (id, certificate, private_key) VALUES (1, ?, ?) ON CONFLICT DO NOTHING`, certificate, private)
			return err
		})
		if err == nil {
			certificate, private, err = ws.storedKey(ctx)
		}
	}
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("key of warnings: %w", err)
	}
	return tls.X509KeyPair([]byte(certificate), []byte(private))
}

func (ws *Warnings) storedKey(ctx context.Context) (certificate, private string, err error) {
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT certificate, private_key FROM warning_key WHERE id = 1`).Scan(&certificate, &private)
	})
	return certificate, private, err
}

// Certificate is the public half, PEM, for whoever verifies messages.
func (ws *Warnings) Certificate(ctx context.Context) ([]byte, error) {
	key, err := ws.key(ctx)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate[0]}), nil
}

// Sign puts the province's signature into an XML document that is not a message,
// such as the feed. The last one is kept: readers ask for the same again and again.
func (ws *Warnings) Sign(ctx context.Context, xml []byte) ([]byte, error) {
	digest := sha256.Sum256(xml)
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.signed != nil && ws.signedOf == digest {
		return ws.signed, nil
	}
	key, err := ws.key(ctx)
	if err != nil {
		return nil, err
	}
	signed, err := cap.SignDocument(xml, key)
	if err == nil {
		ws.signed, ws.signedOf = signed, digest
	}
	return signed, err
}

func newKey(name string, now time.Time) (certificate, private string, err error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return "", "", err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return "", "", err
	}
	sheet := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(keyLife),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, sheet, sheet, key.Public(), key)
	if err != nil {
		return "", "", err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", "", err
	}
	certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return certificate, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})), nil
}
