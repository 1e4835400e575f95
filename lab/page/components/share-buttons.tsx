/** A report of fifty tasks is a few hundred kilobytes. */
const MAX_FILE_BYTES = 5_000_000;

interface ShareButtonsProps {
  /** Without anything to share, only Import can be pressed. */
  readonly isEmpty: boolean;
  readonly onCopyLink: () => void;
  /** The file to export. */
  readonly exported: () => { readonly name: string; readonly report: unknown };
  /** Opens a report that somebody gave. Throws when it is none. */
  readonly open: (json: unknown) => void;
  readonly fail: (message: string) => void;
}

/** Shares a report as a link or a file, or opens one from a file. */
export function ShareButtons({ isEmpty, onCopyLink, exported, open, fail }: ShareButtonsProps) {
  const exportFile = () => {
    const { name, report } = exported();
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' }));
    Object.assign(document.createElement('a'), { href: url, download: name }).click();
    URL.revokeObjectURL(url);
  };

  const importFile = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    try {
      if (file.size > MAX_FILE_BYTES) throw new Error('It is larger than any report of the lab.');
      open(JSON.parse(await file.text()));
    } catch (error) {
      const reason = error instanceof SyntaxError ? 'It is not JSON.' : (error as Error).message;
      fail(`${file.name.slice(0, 80)} cannot be shown. ${reason}`);
    }
    // The same file can be chosen again.
    input.value = '';
  };

  return (
    <div class="button-group">
      <button type="button" disabled={isEmpty} onClick={onCopyLink}>
        Copy link
      </button>
      <button type="button" disabled={isEmpty} onClick={exportFile}>
        Export
      </button>
      <label class="button">
        Import
        <input
          class="visually-hidden"
          type="file"
          accept="application/json,.json"
          onChange={({ currentTarget }) => void importFile(currentTarget)}
        />
      </label>
    </div>
  );
}
