package api

import (
	"net/netip"

	"github.com/gin-gonic/gin"
)

// clientAddress is where a call comes from: the one rule for signing in and for
// limits. Only proxies that are trusted can say so for others.
func clientAddress(c *gin.Context) netip.Addr {
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return netip.IPv4Unspecified() // whose address is not known share one
	}
	return addr
}

// visitorAddress is the client's address where it stands for a visitor. With a
// server key it is the address of the integration's own server, which speaks
// for all of its visitors: that gives the zero address, which no limit concerns.
func visitorAddress(c *gin.Context) netip.Addr {
	if requestOf(c.Request.Context()).serverKey {
		return netip.Addr{}
	}
	return clientAddress(c)
}
