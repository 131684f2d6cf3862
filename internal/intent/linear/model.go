package linear

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
)

//go:embed weights.bin
var compiledIn []byte

// The file of weights: the hash of the training data, the bias and the scale
// as little-endian float32, one bit a bucket for the known words, and one
// signed byte a bucket for the weights.
const (
	hashLen   = 32
	headerLen = hashLen + 4 + 4
	knownLen  = buckets / 8
	fileLen   = headerLen + knownLen + buckets
)

// Model holds a classifier's weights.
type Model struct {
	TrainingHash [hashLen]byte // SHA-256 of what it was trained on
	Bias         float32
	Weights      [buckets]float32
	known        [knownLen]byte
}

// Learn makes a word known.
func (m *Model) Learn(word string) {
	h := hash("k", word, "")
	m.known[h/8] |= 1 << (h % 8)
}

// Knows tells whether a word is known. Nearly every word that is not known is
// told as such.
func (m *Model) Knows(word string) bool {
	h := hash("k", word, "")
	return m.known[h/8]&(1<<(h%8)) != 0
}

// Load returns the model that is compiled in.
func Load() (*Model, error) {
	if len(compiledIn) != fileLen {
		return nil, fmt.Errorf("weights: %d bytes, want %d", len(compiledIn), fileLen)
	}
	m := &Model{Bias: getFloat(compiledIn[hashLen:])}
	copy(m.TrainingHash[:], compiledIn)
	scale := getFloat(compiledIn[hashLen+4:])
	copy(m.known[:], compiledIn[headerLen:])
	for i, b := range compiledIn[headerLen+knownLen:] {
		m.Weights[i] = float32(int8(b)) * scale
	}
	return m, nil
}

// Score returns the log-odds that a clause with these features is positive.
func (m *Model) Score(features []Feature) float32 {
	sum := m.Bias
	for _, f := range features {
		sum += m.Weights[f.Bucket] * f.Value
	}
	return sum
}

// Encode returns the file of the model's weights, rounded to 8 bits.
func (m *Model) Encode() []byte {
	var largest float32
	for _, w := range m.Weights {
		largest = max(largest, w, -w)
	}
	scale := largest / 127
	out := append([]byte{}, m.TrainingHash[:]...)
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.Bias))
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(scale))
	out = append(out, m.known[:]...)
	for _, w := range m.Weights {
		out = append(out, byte(int8(math.Round(float64(w/scale)))))
	}
	return out
}

func getFloat(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
