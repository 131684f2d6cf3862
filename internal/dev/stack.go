package dev

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

const stackName = "stack.json"

// ErrNoStack means that no development stack runs in a data folder.
var ErrNoStack = errors.New("no development stack is running")

// Stack says where the parts of a running development stack are. Other
// commands find it through the data folder.
type Stack struct {
	PID     int    `json:"pid"` // of the supervisor
	DataDir string `json:"data_dir"`

	DatabaseURL   string `json:"database_url"`
	EncryptionKey string `json:"encryption_key"` // 32 bytes in base64

	TemporalAddress   string `json:"temporal_address"` // host:port
	TemporalNamespace string `json:"temporal_namespace"`
	TemporalUIURL     string `json:"temporal_ui_url,omitempty"` // "" with a Temporal of one's own

	EmbeddingsURL        string `json:"embeddings_url,omitempty"`   // "" while embeddings are off
	EmbeddingsModel      string `json:"embeddings_model,omitempty"` // belongs to the stored vectors
	EmbeddingsDimensions int    `json:"embeddings_dimensions,omitempty"`
	EmbeddingsOff        string `json:"embeddings_off,omitempty"` // why they are off

	APIURL string `json:"api_url"`
}

// Env returns the settings that make a command of the product use the stack,
// as "NAME=value".
func (s Stack) Env() []string {
	env := []string{
		"DATABASE_URL=" + s.DatabaseURL,
		"INNCONNECT_ENCRYPTION_KEY=" + s.EncryptionKey,
		"INNCONNECT_DATA_DIR=" + s.DataDir,
		"TEMPORAL_ADDRESS=" + s.TemporalAddress,
		"TEMPORAL_NAMESPACE=" + s.TemporalNamespace,
		"EMBEDDINGS_URL=" + s.EmbeddingsURL,
	}
	if s.EmbeddingsURL != "" {
		env = append(env, "EMBEDDINGS_MODEL="+s.EmbeddingsModel, "EMBEDDINGS_DIMENSIONS="+strconv.Itoa(s.EmbeddingsDimensions))
	}
	return env
}

// Discover returns the stack that runs in the data folder. The error is
// ErrNoStack when there is none; what a killed stack left behind counts as none.
func Discover(dataDir string) (Stack, error) {
	data, err := os.ReadFile(filepath.Join(dataDir, stackName))
	if errors.Is(err, os.ErrNotExist) {
		return Stack{}, ErrNoStack
	}
	if err != nil {
		return Stack{}, fmt.Errorf("read where the development stack is: %w", err)
	}
	var s Stack
	if err := json.Unmarshal(data, &s); err != nil {
		return Stack{}, fmt.Errorf("read where the development stack is: %w", err)
	}
	// The process number alone may belong to another program by now.
	if !alive(s.PID) || !locked(dataDir) {
		return Stack{}, ErrNoStack
	}
	return s, nil
}

// publish writes the file that Discover reads: whole, and for its owner only.
func (s Stack) publish() error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("encode where the stack is: %w", err)
	}
	f, err := os.CreateTemp(s.DataDir, stackName+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("write where the stack is: %w", err)
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.DataDir, stackName))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write where the stack is: %w", err)
	}
	return nil
}

// withdraw removes it again.
func (s Stack) withdraw() error {
	err := os.Remove(filepath.Join(s.DataDir, stackName))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove where the stack is: %w", err)
	}
	return nil
}
