package db

import (
	"strings"
	"unicode/utf8"
)

var likeEscapes = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Like makes s stand for itself within a pattern of LIKE … ESCAPE '!'.
func Like(s string) string { return likeEscapes.Replace(s) }

// Holding is the condition that a column of search keys holds each word of key, which is such a key itself; true when it has no word.
// It reads every row, which is right for the thousands of things that a province has; what citizens send has a [Tx.Matching].
func Holding(column, key string) (where string, args []any) {
	words := strings.Fields(key)
	all := make([]string, len(words))
	for i, word := range words {
		all[i], args = column+` LIKE ? ESCAPE '!'`, append(args, "%"+Like(word)+"%")
	}
	if len(all) == 0 {
		return "1 = 1", nil
	}
	return strings.Join(all, " AND "), args
}

// longestBeginning is of how many letters an FTS5 table keeps the beginnings of its words (prefix = '1 2 3 4 5'); a longer one would be gathered from all
// that it stands in.
const longestBeginning = 5

// Matching is the query to the full-text index of a table: all words ([text.SearchWords]), the last one also as a beginning where it is
// short, for it may still be typed. Where SQLite has an FTS5 table, its rowid the seq of what it tells of, PostgreSQL has a column of lexemes.
func (tx *Tx) Matching(words []string) string {
	quote, and, begins := `"`, " ", "*"
	if tx.d.engine == Postgres {
		quote, and, begins = "'", " & ", ":*"
	}
	if utf8.RuneCountInString(words[len(words)-1]) > longestBeginning {
		begins = ""
	}
	return quote + strings.Join(words, quote+and+quote) + quote + begins
}
