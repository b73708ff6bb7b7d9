import { expect, it, vi } from "vitest";
import { Failure } from "../src/panel/api/failure";
import { persist } from "../src/panel/state/persist";

function patience(online = true) {
  const pauses: number[] = [];
  const wait = (seconds: number) => {
    pauses.push(seconds);
    return Promise.resolve();
  };
  return { pauses, wait, online: () => online, pausing: vi.fn() };
}

function failing(...failures: Failure[]) {
  return vi.fn(() => {
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve("answer");
  });
}

it("waits longer each time, then succeeds", async () => {
  const call = failing(new Failure("unreachable"), new Failure("broken"));
  const with_ = patience();
  await expect(persist(call, with_)).resolves.toBe("answer");
  expect(with_.pauses).toEqual([1, 3]);
});

it("gives up after the third try", async () => {
  const call = failing(...Array.from({ length: 9 }, () => new Failure("broken")));
  await expect(persist(call, patience())).rejects.toMatchObject({ kind: "broken" });
  expect(call).toHaveBeenCalledTimes(3);
});

it("waits as long as the server asks, unless that is too long", async () => {
  const with_ = patience();
  await persist(failing(new Failure("crowded", null, 7)), with_);
  expect(with_.pauses).toEqual([7]);
  const call = failing(new Failure("crowded", null, 60));
  await expect(persist(call, patience())).rejects.toMatchObject({ kind: "crowded" });
  expect(call).toHaveBeenCalledTimes(1);
});

it.each(["expired", "refused"] as const)("does not repeat what is %s", async (kind) => {
  const call = failing(new Failure(kind));
  await expect(persist(call, patience())).rejects.toMatchObject({ kind });
  expect(call).toHaveBeenCalledTimes(1);
});

it("does not insist without a network", async () => {
  const call = failing(new Failure("unreachable"));
  await expect(persist(call, patience(false))).rejects.toMatchObject({ kind: "unreachable" });
  expect(call).toHaveBeenCalledTimes(1);
});
