package chat

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACannedReplyLeavesOpenOnlyWhatCanBeFilledIn(t *testing.T) {
	for content, good := range map[string]bool{
		"Hello": true,
		"Hello {{visitor_name|there}}, {{ agent_name }} of {{site_name}} here.": true,
		"{not} one":          true,
		"Hello {{password}}": false,
		"Hello {{}}":         false,
		"{{|there}}":         false,
	} {
		err := CheckCanned(content)
		require.Equal(t, good, err == nil, content)
		if !good {
			require.Equal(t, CodeInvalid, CodeOf(err))
		}
	}
}
