import { Button, Center, Stack, Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { Rows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { Failure } from "@/ui/Failure";
import { Loading } from "@/ui/Loading";
import { uiTexts } from "@/ui/texts";

export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  width?: number | string;
}

interface Props<Row> {
  /** Names the table for those who do not see it. */
  label: string;
  list: Rows<Row>;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** Stands where the list has nothing. */
  empty: ReactNode;
}

/** A list of the API as a table that loads on. It scrolls sideways where it does not fit. */
export function CursorTable<Row>({ label, list, columns, rowKey, empty }: Props<Row>) {
  const texts = useTexts(uiTexts);
  if (!list.rows) return list.error ? <Failure error={list.error} retry={list.retry} /> : <Loading lines={8} />;
  if (list.rows.length === 0) return empty;
  return (
    <Stack gap="sm">
      <Table.ScrollContainer minWidth={600} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": label } }}>
        <Table aria-label={label} highlightOnHover verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ header, width }) => <Table.Th key={header} w={width}>{header}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.rows.map((row) => (
              <Table.Tr key={rowKey(row)}>
                {columns.map(({ header, cell }) => <Table.Td key={header}>{cell(row)}</Table.Td>)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {list.error != null && <Failure error={list.error} retry={list.loadMore} />}
      {list.loadMore && (
        <Center>
          <Button variant="default" onClick={list.loadMore} loading={list.loadingMore}>{texts.loadMore}</Button>
        </Center>
      )}
    </Stack>
  );
}
