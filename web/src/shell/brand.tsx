export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--brand)" />
      <path
        d="M5 24h22M7.5 24v-8.5l3-2v10.5M24.5 24v-8.5l-3-2v10.5M13.2 24v-6.2a2.8 2.8 0 0 1 5.6 0V24"
        fill="none"
        stroke="#fff"
        strokeWidth="1.9"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <path d="M9.5 11.2a7 7 0 0 1 13 0" fill="none" stroke="#F4CB5C" strokeWidth="1.9" strokeLinecap="round" />
      <path d="M16 3.6v1.8M10.3 5.8l1 1.4M21.7 5.8l-1 1.4" stroke="#F4CB5C" strokeWidth="1.7" strokeLinecap="round" />
    </svg>
  );
}
