/** The buttons to start and stop. A disabled button keeps its place and the focus. */
export function RunButtons({ running, onStop }: { readonly running: boolean; readonly onStop: () => void }) {
  return (
    <div class="run-buttons">
      <button type="submit" class="primary" aria-disabled={running} aria-keyshortcuts="Enter">
        Run <kbd aria-hidden="true">Enter</kbd>
      </button>
      <button type="submit" id="run-all" aria-disabled={running}>
        Run all
      </button>
      <button type="button" aria-disabled={!running} aria-keyshortcuts="Escape" onClick={onStop}>
        Stop <kbd aria-hidden="true">Esc</kbd>
      </button>
    </div>
  );
}
