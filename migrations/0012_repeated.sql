-- +goose Up

-- Two answers in a row that did not help: the visitor then tries for the third
-- time.
alter table site_settings alter column repeated_failures set default 2;
update site_settings set repeated_failures = 2 where repeated_failures = 3;

-- +goose Down
alter table site_settings alter column repeated_failures set default 3;
