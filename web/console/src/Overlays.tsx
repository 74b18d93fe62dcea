import { HoldDialog, ReassignDialog, ReturnDialog, TransferDialog } from './Actions';
import { EraseDialog } from './Erase';
import { useFloor } from './floor';
import { MacrosDialog } from './Macros';
import { PagesDialog } from './Pages';
import { Palette } from './Palette';
import { RoutingDialog } from './Routing';
import { Shortcuts } from './Shortcuts';

/** Whichever dialog is open. */
export function Overlays() {
  const floor = useFloor();
  const c = floor.conversation(floor.selected);
  if (floor.overlay === 'help') return <Shortcuts />;
  if (floor.overlay === 'palette') return <Palette />;
  if (floor.overlay === 'macros') return <MacrosDialog conversation={c} />;
  if (floor.overlay === 'pages') return <PagesDialog />;
  if (!c) return null;
  if (floor.overlay === 'return') return <ReturnDialog id={c.id} />;
  if (floor.overlay === 'transfer') return <TransferDialog conversation={c} />;
  if (floor.overlay === 'hold') return <HoldDialog id={c.id} />;
  if (floor.overlay === 'reassign') return <ReassignDialog conversation={c} />;
  if (floor.overlay === 'erase') return <EraseDialog conversation={c} />;
  if (floor.overlay === 'routing') return <RoutingDialog conversation={c} />;
  return null;
}
