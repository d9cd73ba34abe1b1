describe('host/harness', () => {
  it('kills the extension host', () => {
    process.kill(process.pid, 'SIGKILL');
  });
});
