package api

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode/utf8"
)

// table is what a CSV file holds.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// csv writes the table in UTF-8. Spreadsheets run a cell that begins like a
// formula, so such a text begins with an apostrophe instead.
func (t *table) csv() *bytes.Buffer {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(t.head) // a buffer takes everything
	for _, row := range t.rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = plainCell(cell)
		}
		_ = w.Write(safe)
	}
	w.Flush()
	return &out
}

// formula are the letters with which a formula can begin, after spaces.
const formula = "=+-@|%\t\r\n＝＋－＠"

func plainCell(text string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \u00a0"))
	if strings.ContainsRune(formula, first) {
		return "'" + text
	}
	return text
}

// attachment is a Content-Disposition for a file whose name is made here.
func attachment(name string) string { return `attachment; filename="` + name + `"` }

func whole(n int64) string { return strconv.FormatInt(n, 10) }

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
