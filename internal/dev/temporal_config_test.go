package dev

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestTemporalServerConfiguration(t *testing.T) {
	target, err := temporalTarget(`postgres://me:p%22w%0A@db.example:5999/innconnect?sslmode=verify-full`)
	if err != nil {
		t.Fatal(err)
	}
	ports, err := newTemporalPorts(7233)
	if err != nil {
		t.Fatal(err)
	}
	text, err := renderTemporalServer(target, ports, "/data/dynamic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	type sql struct {
		PluginName   string
		DatabaseName string `yaml:"databaseName"`
		ConnectAddr  string `yaml:"connectAddr"`
		User         string
		Password     string
		MaxConns     int `yaml:"maxConns"`
		TLS          struct {
			Enabled                bool
			EnableHostVerification bool `yaml:"enableHostVerification"`
		}
	}
	var got struct {
		Persistence struct {
			Datastores map[string]struct{ SQL sql }
		}
		Services map[string]struct {
			RPC struct {
				GRPCPort        int  `yaml:"grpcPort"`
				MembershipPort  int  `yaml:"membershipPort"`
				BindOnLocalHost bool `yaml:"bindOnLocalHost"`
			}
		}
	}
	if err := yaml.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	main, visibility := got.Persistence.Datastores["default"].SQL, got.Persistence.Datastores["visibility"].SQL
	if main.DatabaseName != "temporal" || visibility.DatabaseName != "temporal_visibility" {
		t.Errorf("databases %q and %q", main.DatabaseName, visibility.DatabaseName)
	}
	for _, s := range []sql{main, visibility} {
		if s.ConnectAddr != "db.example:5999" || s.User != "me" || s.Password != "p\"w\n" || !s.TLS.Enabled || !s.TLS.EnableHostVerification || s.MaxConns == 0 {
			t.Errorf("got %+v", s)
		}
	}
	seen := map[int]string{}
	for name, service := range got.Services {
		if !service.RPC.BindOnLocalHost {
			t.Errorf("%s is open to other machines", name)
		}
		for _, port := range []int{service.RPC.GRPCPort, service.RPC.MembershipPort} {
			if other, twice := seen[port]; twice || port == 0 {
				t.Errorf("%s and %s share port %d", name, other, port)
			}
			seen[port] = name
		}
	}
	if got.Services["frontend"].RPC.GRPCPort != 7233 || len(got.Services) != 4 {
		t.Errorf("services: %+v", got.Services)
	}
}

func TestTemporalTarget(t *testing.T) {
	other, err := temporalTarget("postgres://me@db.example/shop?sslmode=prefer")
	if err != nil {
		t.Fatal(err)
	}
	if other.Main != "shop_temporal" || other.Visibility != "shop_temporal_visibility" || other.TLS {
		t.Errorf("got %+v", other)
	}
	if _, err := temporalTarget("postgres:///shop?host=/run/postgresql"); err == nil || !strings.Contains(err.Error(), "socket") {
		t.Errorf("a socket: %v", err)
	}
}

func TestTemporalUIConfiguration(t *testing.T) {
	text, err := renderTemporalUI(8233, "127.0.0.1:7233", "default")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Address string `yaml:"temporalGrpcAddress"`
		Host    string
		Port    int
	}
	if err := yaml.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.Address != "127.0.0.1:7233" || got.Host != "127.0.0.1" || got.Port != 8233 {
		t.Errorf("got %+v", got)
	}
}

func TestDynamicConfigurationKeepsLatencyLow(t *testing.T) {
	var got map[string][]struct{ Value any }
	if err := yaml.Unmarshal(temporalDynamicConfig, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"history.transferProcessorMaxPollRPS", "history.timerProcessorMaxPollRPS"} {
		if len(got[key]) != 1 || got[key][0].Value.(int) < 2000 {
			t.Errorf("%s is %v: every activity would wait for a 50 ms slot", key, got[key])
		}
	}
}

func TestTemporalBinaries(t *testing.T) {
	dir := t.TempDir()
	if _, err := temporalBinaries(t.Context(), steps{console: newConsole(nil)}, "", "", dir); err == nil || !strings.Contains(err.Error(), "INNCONNECT_TEMPORAL_BIN_DIR") {
		t.Errorf("an empty folder: %v", err)
	}
	for _, name := range temporalOrder {
		if err := os.WriteFile(dir+"/"+name, nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	got, err := temporalBinaries(t.Context(), steps{console: newConsole(nil)}, "", "", dir)
	if err != nil || got != dir {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := temporalBinaries(t.Context(), steps{console: newConsole(nil)}, dir, dir, ""); err == nil || !strings.Contains(err.Error(), "repository root") {
		t.Errorf("no module: %v", err)
	}
}
