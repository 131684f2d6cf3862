package retrieval

import (
	"embed"
	"strings"
)

//go:embed stopwords/*.txt
var stopwordFiles embed.FS

// stopwords holds, by language, the folded words that carry little of what a
// question is about.
var stopwords = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	files, err := stopwordFiles.ReadDir("stopwords")
	if err != nil {
		panic(err) // the files are compiled in
	}
	for _, f := range files {
		data, err := stopwordFiles.ReadFile("stopwords/" + f.Name())
		if err != nil {
			panic(err)
		}
		set := map[string]bool{}
		for line := range strings.Lines(string(data)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for _, w := range strings.Fields(line) {
				set[fold(w)] = true
			}
		}
		all[strings.TrimSuffix(f.Name(), ".txt")] = set
	}
	return all
}()
