package console

import (
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/ground/file"
)

// addReportFiles puts pictures at their addresses: those for pages, and the bytes as they came.
func (c *Console) addReportFiles() {
	missing := []int{http.StatusNotFound}
	addRaw(c, asked{method: http.MethodGet, path: "/reports/{id}/pictures/{sha}", id: "report-picture", summary: "A picture for pages", errors: missing}, c.reportPicture, describeReportFile)
	addRaw(c, asked{method: http.MethodGet, path: "/reports/{id}/originals/{sha}", id: "report-original", summary: "A picture or voice note as it came; the look is written down", errors: missing},
		c.reportOriginal, describeReportFile)
}

func describeReportFile(op *huma.Operation) {
	describeFile(op)
	op.Parameters = []*huma.Param{pathParam("id"), pathParam("sha")}
}

func (c *Console) reportPicture(w http.ResponseWriter, r *http.Request) error {
	b, f, err := c.Reports.StaffPicture(r.Context(), r.PathValue("id"), r.PathValue("sha"))
	return send(w, r, b, f, "inline", err)
}

// reportOriginal is offered for saving, whatever it is: nobody has looked into the bytes.
func (c *Console) reportOriginal(w http.ResponseWriter, r *http.Request) error {
	b, f, err := c.Reports.Original(r.Context(), r.PathValue("id"), r.PathValue("sha"))
	how := "attachment"
	if strings.HasPrefix(f.Type, "audio/") || f.Type == "video/webm" {
		how = "inline" // to be heard
	}
	return send(w, r, b, f, how, err)
}

// send gives the bytes of a file, which run nothing and are shown in no page of others.
func send(w http.ResponseWriter, r *http.Request, b io.ReadSeekCloser, f file.File, how string, err error) error {
	if err != nil {
		return err
	}
	defer b.Close()
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.SHA+`"`)
	http.ServeContent(w, r, "", time.Time{}, b)
	return nil
}
