package extractive

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSentencesEndWhereTheyEnd(t *testing.T) {
	for _, c := range []struct {
		language string
		want     []string
	}{
		{"en", []string{"Pets cost €15.50 per night.", "You can bring 2 pets."}},
		{"en", []string{"Ask Mr. Jansen at the desk, e.g. for a key.", "He is there until 22.00."}},
		{"en", []string{"Really?", "Yes!", "It costs approx. 5 euros…", "Ask us."}},
		{"en", []string{"See [our page. It has more.](https://x.example/a.b) for details.", "Bye."}},
		{"en", []string{"**Note. This is bold.**", "Then more **follows. And** ends."}},
		{"en", []string{"Run `a. B` first.", "Then stop."}},
		{"en", []string{`He said "come in."`, "She left."}},
		{"en", []string{"It is in St. Mary St. No. 5.", "Ring J. Smith."}},
		{"en", []string{"It costs €15.", "You pay at the desk."}},
		{"en", []string{"Go to havenlicht.example. It is free."[:25], "It is free."}},
		{"nl", []string{"Neem iets mee, bijv. een handdoek, o.a. voor het zwembad.", "Dat kan t/m zondag."}},
		{"nl", []string{"Het ontbijt is om 07.30 uur.", "Daarna sluit de keuken."}},
		{"de", []string{"Bringen Sie z.B. ein Handtuch mit, bzw. zwei.", "Am 3. Mai ist zu.", "Danke."}},
		{"de", []string{"Im 2. Stock liegt die Sauna.", "Sie öffnet um 9 Uhr."}},
		{"fr", []string{"Apportez p.ex. une serviette.", "M. Dupont vous attend."}},
		{"en", []string{"No full stop at the end"}},
		{"en", nil},
	} {
		text := ""
		for i, s := range c.want {
			if i > 0 {
				text += " "
			}
			text += s
		}
		require.Equal(t, c.want, splitSentences(text, c.language), text)
	}
}
