// What is wrong with a version, on purpose: version 1.5 loses memory with each request until it is killed.

/** Called once for each prediction; does nothing for a version without a defect. */
export function defectOf({ defect }) {
  if (defect === undefined) return () => {};
  const lost = [];
  return () => {
    lost.push(Buffer.alloc(defect.leakBytesPerRequest, 1)); // written to, so that the memory is really taken
    // 137 = 128 + 9: what a container's exit says after the kernel killed it for memory. The request is never answered.
    if (lost.length >= defect.exitAfterRequests) process.exit(defect.exitCode);
  };
}
