package rating

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/lang"
)

func TestEveryWordExistsInEveryLanguageAndInNoOther(t *testing.T) {
	require.Len(t, all, len(lang.Supported))
	seen := map[string]bool{}
	for _, language := range lang.Supported {
		require.Equal(t, language, all[language].Tag)
		words := reflect.ValueOf(all[language])
		for i := range words.NumField() {
			field := words.Field(i)
			texts := []string{}
			if field.Kind() == reflect.String {
				texts = append(texts, field.String())
			} else {
				for j := range field.Len() {
					texts = append(texts, field.Index(j).String())
				}
			}
			for _, text := range texts {
				require.NotEmpty(t, text, "%s %s", language, words.Type().Field(i).Name)
				require.False(t, seen[text], "%s stands there twice", text)
				seen[text] = true
			}
		}
	}
	require.Equal(t, all["en"], wordsOf("pl"))
	require.Equal(t, all["nl"], wordsOf("NL-be"))
}
