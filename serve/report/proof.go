package report

import (
	"context"
	"fmt"
	"math"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// farProof is how far from the place of the report a photo may say that it was taken, in metres: satellite receivers of telephones between houses
// are wrong by tens of metres. PROJECT CHOICE.
const farProof = 500

// proven says why a report may not be called done: nothing at the item of now shows it. No proof is a picture that was seen at this report before, nor a photo
// that says itself that it was taken elsewhere. What was handed in at an earlier item proves nothing new.
func (rs *Reports) proven(ctx context.Context, tx *db.Tx, r Report) error {
	type piece struct{ sha, kind string }
	var pieces []piece
	err := tx.Each(ctx, `SELECT sha, type FROM work_evidence WHERE item = ? AND sha NOT IN (SELECT sha FROM report_photo WHERE report = ?) ORDER BY at, id`, []any{r.Work, r.ID},
		func(scan func(...any) error) error {
			var p piece
			err := scan(&p.sha, &p.kind)
			pieces = append(pieces, p)
			return err
		})
	if err != nil {
		return fmt.Errorf("proof of %s: %w", r.Number, err)
	}
	nearest := math.MaxInt
	for _, p := range pieces {
		if p.kind != "image/jpeg" || r.Lon == nil || r.Lat == nil {
			return nil
		}
		f, _, err := rs.files.Open(ctx, p.sha)
		if err != nil {
			return err
		}
		e := exifOf(f)
		f.Close()
		if !e.HasPlace {
			return nil
		}
		m := metres(*r.Lon, *r.Lat, e.Lon, e.Lat)
		if m <= farProof {
			return nil
		}
		nearest = min(nearest, m)
	}
	if nearest < math.MaxInt {
		return fault.New(fault.Conflict, "report.far_proof", "number", r.Number, "metres", nearest, "max", farProof)
	}
	return fault.New(fault.Conflict, "report.no_proof", "number", r.Number)
}

// keepProof lets the pictures of what was done be made fit for the reporter's page. A document is kept at the item and not shown: nobody has read it for who
// else it names.
func keepProof(ctx context.Context, tx *db.Tx, r Report) error {
	_, err := tx.Exec(ctx, `INSERT INTO report_photo (report, sha, name, type, size, at, shown, cannot, proof)
		SELECT ?, sha, name, type, size, at, '', CASE WHEN type IN (`+pictureTypes+`) THEN '' ELSE 'report.document_kept' END, 1 FROM work_evidence WHERE item = ?
		ON CONFLICT (report, sha) DO NOTHING`, r.ID, r.Work)
	if err != nil {
		return fmt.Errorf("keep the proof of %s: %w", r.Number, err)
	}
	return nil
}

// metres between two places, good for short ways.
func metres(lon1, lat1, lon2, lat2 float64) int {
	y, x := (lat2-lat1)*metresInDegree, (lon2-lon1)*metresInDegree*math.Cos((lat1+lat2)/2*math.Pi/180)
	return int(math.Min(math.Hypot(x, y), math.MaxInt32))
}

const metresInDegree = 111_320
