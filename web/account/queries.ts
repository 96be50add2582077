import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AuditPage, CreatedUser, CreateUserInput, UpdateUserInput, User } from '../../server/accounts/contract.ts';
import { api } from '../api/client.ts';
import { sessionKey } from '../api/queries.ts';

export interface Credentials {
  username: string;
  password: string;
}

/**
 * Runs an act that changes who is signed in. It is done when the new session is known; everything else is asked again
 * with the new rights in its own time.
 */
function useSessionAct<Input>(act: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: sessionKey });
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
    },
  });
}

export const useSignIn = () =>
  useSessionAct((body: Credentials) => api('/api/auth/sign-in/username', { method: 'POST', body }));

export const useSignOut = () => useSessionAct((_: void) => api('/api/auth/sign-out', { method: 'POST', body: {} }));

export const useChangePassword = () =>
  useSessionAct((body: { currentPassword: string; newPassword: string }) =>
    api('/api/auth/change-password', { method: 'POST', body }),
  );

const usersKey = ['users'] as const;

export function useUsers() {
  return useQuery({
    queryKey: usersKey,
    queryFn: ({ signal }) => api<{ items: User[] }>('/api/v1/users', { signal }),
  });
}

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateUserInput) => api<CreatedUser>('/api/v1/users', { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: usersKey }),
  });
}

export function useUpdateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: UpdateUserInput & { id: string }) =>
      api<User>(`/api/v1/users/${encodeURIComponent(id)}`, { method: 'PATCH', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: usersKey }),
  });
}

export function useAudit() {
  return useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      api<AuditPage>('/api/v1/audit', { query: { limit: 100, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}
