import { Badge, Button, Code, CopyButton, Group, Modal, Paper, SegmentedControl, Select, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { KeyKind, SiteKey } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { SitePage, useSiteID } from "@/features/sites/SitePage";
import { sitesTexts } from "@/features/sites/texts";
import { useSettings } from "@/features/sites/useSettings";
import { useConfirm } from "@/ui/confirm";
import { Failure } from "@/ui/Failure";
import { useFormat } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { Secret } from "@/ui/Secret";

const overlaps = ["0", "24", "168", "720"] as const; // hours

/** A site's keys: for its pages, for its programs, and to sign who a visitor is. */
export function KeysPage() {
  const texts = useTexts(sitesTexts);
  const params = { path: { id: useSiteID() } };
  const queries = useQueryClient();
  const confirm = useConfirm();
  const [making, { open, close }] = useDisclosure();
  const [rotated, setRotated] = useState<SiteKey>(); // the key that is to be replaced
  const [made, setMade] = useState<SiteKey>();
  const keys = api.useQuery("get", "/api/admin/sites/{id}/keys", { params });
  const refresh = () => queries.invalidateQueries({ queryKey: ["get"], predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/admin/sites/{id}") });
  const revoke = api.useMutation("delete", "/api/admin/sites/{id}/keys/{key_id}", { onSuccess: refresh });
  const show = (key: SiteKey) => {
    close();
    setRotated(undefined);
    setMade(key);
    void refresh();
  };
  return (
    <SitePage tab="keys" actions={<Button onClick={open}>{texts.newKey}</Button>}>
      <Stack gap="lg">
        <Text c="dimmed" maw={720}>{texts.keysText}</Text>
        {made?.kind === "server" && made.key && <Secret label={made.name} value={made.key} />}
        <Loaded query={keys}>
          {({ data }) => (
            <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": texts.tabs.keys } }}>
              <Table aria-label={texts.tabs.keys} verticalSpacing="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{texts.purpose}</Table.Th>
                    <Table.Th>{texts.kind}</Table.Th>
                    <Table.Th>{texts.key}</Table.Th>
                    <Table.Th>{texts.state}</Table.Th>
                    <Table.Th>{texts.actions}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((key) => (
                    <Table.Tr key={key.id}>
                      <Table.Td>{key.name}</Table.Td>
                      <Table.Td>{texts.kinds[key.kind]}</Table.Td>
                      <Table.Td>{key.key ? <PublicKey value={key.key} /> : <Text size="sm" c="dimmed">{texts.hidden}</Text>}</Table.Td>
                      <Table.Td><State of={key} /></Table.Td>
                      <Table.Td>
                        {works(key) && (
                          <Group gap="xs" wrap="nowrap">
                            <Button size="xs" variant="default" onClick={() => setRotated(key)} aria-label={`${texts.rotate}: ${key.name}`}>{texts.rotate}</Button>
                            <Button
                              size="xs"
                              variant="default"
                              aria-label={`${texts.revoke}: ${key.name}`}
                              onClick={() => confirm({
                                title: texts.revokeTitle, text: texts.revokeText, action: texts.revoke,
                                onConfirm: () => revoke.mutate({ params: { path: { ...params.path, key_id: key.id } } }),
                              })}
                            >
                              {texts.revoke}
                            </Button>
                          </Group>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
        </Loaded>
        <IdentitySecret />
      </Stack>
      <Modal opened={making} onClose={close} title={texts.newKey} closeButtonProps={{ "aria-label": texts.close }}><NewKey onMade={show} /></Modal>
      <Modal opened={rotated !== undefined} onClose={() => setRotated(undefined)} title={texts.rotateTitle} closeButtonProps={{ "aria-label": texts.close }}>
        {rotated && <Rotation of={rotated} onMade={show} />}
      </Modal>
    </SitePage>
  );
}

const works = ({ revoked_at, expires_at }: SiteKey) => !revoked_at && !(expires_at && new Date(expires_at).getTime() <= Date.now());

export function PublicKey({ value }: { value: string }) {
  const texts = useTexts(sitesTexts);
  return (
    <Group gap="xs" wrap="nowrap">
      <Code>{value}</Code>
      <CopyButton value={value}>
        {({ copied, copy }) => <Button size="compact-xs" variant="default" onClick={copy}>{copied ? texts.copied : texts.copy}</Button>}
      </CopyButton>
    </Group>
  );
}

function State({ of: key }: { of: SiteKey }) {
  const texts = useTexts(sitesTexts);
  const format = useFormat();
  if (key.revoked_at) return <Badge variant="default">{texts.revoked}</Badge>;
  if (!key.expires_at) return <Badge color="green" autoContrast>{texts.works}</Badge>;
  return <Text size="sm">{works(key) ? texts.worksUntil(format.dateTime(key.expires_at)) : texts.expired}</Text>;
}

function NewKey({ onMade }: { onMade: (key: SiteKey) => void }) {
  const texts = useTexts(sitesTexts);
  const [kind, setKind] = useState<KeyKind>("public");
  const [name, setName] = useState("");
  const params = { path: { id: useSiteID() } };
  const create = api.useMutation("post", "/api/admin/sites/{id}/keys", { meta: { shown: true }, onSuccess: onMade });
  return (
    <Stack
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ params, body: { kind, name } });
      }}
    >
      {create.error && <Failure error={create.error} />}
      <SegmentedControl
        aria-label={texts.kind}
        value={kind}
        onChange={(value) => setKind(value as KeyKind)}
        data={(["public", "server"] as const).map((value) => ({ value, label: texts.kinds[value] }))}
      />
      <Text size="sm" c="dimmed">{texts.kindTexts[kind]}</Text>
      <TextInput label={texts.purpose} required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <Button type="submit" loading={create.isPending}>{texts.makeKey}</Button>
    </Stack>
  );
}

function Rotation({ of: key, onMade }: { of: SiteKey; onMade: (key: SiteKey) => void }) {
  const texts = useTexts(sitesTexts);
  const [hours, setHours] = useState<string>("168");
  const params = { path: { id: useSiteID(), key_id: key.id } };
  const rotate = api.useMutation("post", "/api/admin/sites/{id}/keys/{key_id}/rotate", { meta: { shown: true }, onSuccess: onMade });
  return (
    <Stack>
      {rotate.error && <Failure error={rotate.error} />}
      <Text size="sm">{texts.rotateText(key.name)}</Text>
      <Select label={texts.overlap} allowDeselect={false} value={hours} onChange={(value) => setHours(value ?? "168")} data={overlaps.map((value) => ({ value, label: texts.overlaps[value] }))} />
      <Button loading={rotate.isPending} onClick={() => rotate.mutate({ params, body: { overlap_hours: Number(hours) } })}>{texts.rotate}</Button>
    </Stack>
  );
}

function IdentitySecret() {
  const texts = useTexts(sitesTexts);
  const confirm = useConfirm();
  const settings = useSettings();
  const make = api.useMutation("post", "/api/admin/sites/{id}/identity-secret", { onSuccess: () => settings.query.refetch() });
  const isSet = settings.query.data?.identity_secret_set;
  const run = () => make.mutate({ params: settings.params });
  return (
    <Paper withBorder p="lg" component="section">
      <Stack align="start">
        <Title order={2} size="h4">{texts.identitySecret}</Title>
        <Text size="sm" c="dimmed" maw={720}>{texts.identitySecretText}</Text>
        {make.data && <Secret label={texts.identitySecret} value={make.data.secret} />}
        <Button
          variant="default"
          loading={make.isPending}
          onClick={() => (isSet ? confirm({ title: texts.newSecret, text: texts.newSecretText, action: texts.newSecret, onConfirm: run }) : run())}
        >
          {isSet ? texts.newSecret : texts.makeSecret}
        </Button>
      </Stack>
    </Paper>
  );
}
