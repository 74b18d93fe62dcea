/** Nobody is signed in. There is no password anywhere: a link, used once, signs in. */
export function SignIn({ why }: { why: string }) {
  return (
    <main className="door">
      <img src="./icon.svg" alt="" width="48" height="48" />
      <h1>Escape Hatch console</h1>
      {why && (
        <p className="bad" role="alert">
          {why}
        </p>
      )}
      <p>You sign in with a link that works once. Ask your lead for one, or make one on the server:</p>
      <pre>
        <code>escapehatch invite dana</code>
      </pre>
      <p className="soft">Open the printed link in this browser.</p>
    </main>
  );
}
