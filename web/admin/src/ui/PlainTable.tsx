import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface Props<Row> {
  label: string;
  rows: Row[];
  columns: { header: string; cell: (row: Row) => ReactNode; number?: boolean }[];
  rowKey: (row: Row) => string;
}

/** A table that is there as a whole. It scrolls sideways where it does not fit. */
export function PlainTable<Row>({ label, rows, columns, rowKey }: Props<Row>) {
  return (
    <Table.ScrollContainer minWidth={columns.length * 110} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": label } }}>
      <Table aria-label={label} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>{columns.map(({ header, number }) => <Table.Th key={header} ta={number ? "end" : undefined}>{header}</Table.Th>)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ header, cell, number }) => <Table.Td key={header} ta={number ? "end" : undefined}>{cell(row)}</Table.Td>)}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
