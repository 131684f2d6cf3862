package webfetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	sitemapBytes = 50 << 20 // uncompressed, as the protocol has it
	maxSitemaps  = 50       // files that one index leads to, itself included
	maxNesting   = 2        // indexes within indexes
)

// Pages lists the pages that a sitemap names, each once and in its order, at
// most limit. It follows indexes of sitemaps, within the host of the first. more
// tells that there are others, or that a file of several could not be read.
func (f *Fetcher) Pages(ctx context.Context, address string, limit int) (pages []string, more bool, err error) {
	first, err := f.parse(address)
	if err != nil {
		return nil, false, err
	}
	c := &collector{fetcher: f, host: strings.ToLower(first.Host), limit: limit, seen: map[string]bool{}}
	if err := c.read(ctx, address, 0); err != nil {
		return nil, false, err
	}
	if len(c.pages) == 0 {
		return nil, false, chat.ImportRefused(chat.ImportNotSitemap, "")
	}
	return c.pages, c.more, nil
}

type collector struct {
	fetcher *Fetcher
	host    string
	limit   int
	files   int
	pages   []string
	seen    map[string]bool // addresses of pages and files
	more    bool
}

func (c *collector) read(ctx context.Context, address string, depth int) error {
	c.seen[address] = true
	if c.files++; c.files > 1 {
		select {
		case <-time.After(usualDelay):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	file, err := c.fetcher.page(ctx, address, chat.MaxImportBytes)
	if err != nil {
		return err
	}
	text, err := unpacked(file.Body)
	if err != nil {
		return err
	}
	nested, err := c.parse(text)
	if err != nil {
		return err
	}
	for _, next := range nested {
		switch {
		case c.seen[next]:
			continue
		case depth == maxNesting, c.files == maxSitemaps, len(c.pages) == c.limit:
			c.more = true
			return nil
		}
		// One file of several that cannot be read leaves the others.
		if err := c.read(ctx, next, depth+1); err != nil {
			if chat.AsImportError(err) == nil {
				return err
			}
			c.more = true
		}
	}
	return nil
}

// unpacked reads a sitemap that may be a .gz file.
func unpacked(body []byte) (io.Reader, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return bytes.NewReader(body), nil
	}
	zip, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, chat.ImportRefused(chat.ImportNotSitemap, "")
	}
	return io.LimitReader(zip, sitemapBytes), nil
}

// parse takes the pages of a sitemap, and returns the sitemaps of an index. The
// file is read as it comes: nothing but the addresses is kept.
func (c *collector) parse(text io.Reader) (nested []string, err error) {
	d := xml.NewDecoder(text)
	d.CharsetReader = charset.NewReaderLabel
	parent := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nested, nil
		}
		if err != nil {
			return nil, chat.ImportRefused(chat.ImportNotSitemap, "")
		}
		start, is := token.(xml.StartElement)
		if !is {
			continue
		}
		switch start.Name.Local {
		case "url", "sitemap":
			parent = start.Name.Local
		case "loc":
			var loc string
			if err := d.DecodeElement(&loc, &start); err != nil {
				return nil, chat.ImportRefused(chat.ImportNotSitemap, "")
			}
			address, ok := c.own(strings.TrimSpace(loc))
			switch {
			case !ok || c.seen[address]:
			case parent == "sitemap" && len(nested) < maxSitemaps:
				nested = append(nested, address)
			case parent == "sitemap", parent == "url" && len(c.pages) == c.limit:
				c.more = true
			case parent == "url":
				c.seen[address] = true
				c.pages = append(c.pages, address)
			}
		}
	}
}

// own returns the canonical form of an address on the sitemap's own host: a
// sitemap speaks for no other.
func (c *collector) own(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || c.fetcher.guard.CheckURL(u) != nil || !strings.EqualFold(u.Host, c.host) {
		return "", false
	}
	u.Fragment = ""
	u.Host = strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), true
}
